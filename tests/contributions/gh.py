"""Plays `gh api` for the tests: answers from, and writes to, the file that FAKE_GITHUB names."""

import json
import os
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

BOT = {"login": "github-actions[bot]"}
path = Path(os.environ["FAKE_GITHUB"])
state = json.loads(path.read_text())
arguments = sys.argv[1:]
assert os.environ["GH_TOKEN"] == "jeton"
assert arguments.pop(0) == "api"
address = urlsplit(arguments.pop(0))
query = {name: values[0] for name, values in parse_qs(address.query).items()}
assert address.path.startswith("repos/prefecture/feuille-de-route/")
parts = address.path.split("/")[3:]
method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
body = json.load(sys.stdin) if "--input" in arguments else {}


def answer(value: object) -> None:
    print(json.dumps([value] if "--slurp" in arguments else value))
    path.write_text(json.dumps(state))
    sys.exit()


match method, parts:
    case "GET", ["pulls"]:
        answer([each for each in state["pulls"] if each["head"]["label"] == query["head"]])
    case "GET", ["actions", "runs", _, "artifacts"]:
        answer({"artifacts": [each for each in state["artifacts"] if each["name"] == query["name"]]})
    case "GET", ["actions", "artifacts", identifier, "zip"]:
        archive = next(each for each in state["artifacts"] if str(each["id"]) == identifier)
        sys.stdout.buffer.write(Path(archive["file"]).read_bytes())
        sys.exit()
    case "GET", ["issues", number, "comments"]:
        answer([each for each in state["comments"] if each["number"] == int(number)])
    case "POST", ["issues", number, "comments"]:
        created = {"id": len(state["comments"]) + 1, "number": int(number), "user": BOT, **body}
        state["comments"].append(created)
        answer(created)
    case "PATCH", ["issues", "comments", identifier]:
        changed = next(each for each in state["comments"] if each["id"] == int(identifier))
        changed.update(body)
        answer(changed)
    case "GET", ["issues"]:
        answer([each for each in state["issues"] if query["labels"] in each["labels"]])
    case "POST", ["issues"]:
        created = {"number": len(state["issues"]) + 1, "user": BOT, "state": "open", **body}
        state["issues"].append(created)
        answer(created)
    case "PATCH", ["issues", number]:
        changed = next(each for each in state["issues"] if each["number"] == int(number))
        changed.update(body)
        answer(changed)
    case _:
        sys.exit(f"HTTP 404: {method} {address.path}")
