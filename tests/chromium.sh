#!/bin/sh
# Find a Chromium for the tests, or install one: Debian's package, else Playwright's own build.
set -eu

for name in chromium chromium-browser google-chrome; do
  # Ubuntu's chromium-browser may be an empty shell that asks for snap: try it.
  if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then
    exit 0
  fi
done

sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo"
if command -v apt-get >/dev/null 2>&1 && grep -q '^ID=debian' /etc/os-release; then
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-liberation
else
  playwright install --with-deps chromium
fi
