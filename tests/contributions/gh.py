"""Test double of `gh api`: its data is in the file that the variable FAKE_GITHUB names."""

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


def print_answer(value: object) -> None:
    print(json.dumps([value] if "--slurp" in arguments else value))
    path.write_text(json.dumps(state))
    sys.exit()


match method, parts:
    case "GET", ["pulls"]:
        print_answer([pull for pull in state["pulls"] if pull["head"]["label"] == query["head"]])
    case "GET", ["actions", "runs", _, "artifacts"]:
        print_answer(
            {"artifacts": [artifact for artifact in state["artifacts"] if artifact["name"] == query["name"]]}
        )
    case "GET", ["actions", "artifacts", identifier, "zip"]:
        archive = next(artifact for artifact in state["artifacts"] if str(artifact["id"]) == identifier)
        sys.stdout.buffer.write(Path(archive["file"]).read_bytes())
        sys.exit()
    case "GET", ["issues", number, "comments"]:
        print_answer([comment for comment in state["comments"] if comment["number"] == int(number)])
    case "POST", ["issues", number, "comments"]:
        created = {"id": len(state["comments"]) + 1, "number": int(number), "user": BOT, **body}
        state["comments"].append(created)
        print_answer(created)
    case "PATCH", ["issues", "comments", identifier]:
        changed = next(comment for comment in state["comments"] if comment["id"] == int(identifier))
        changed.update(body)
        print_answer(changed)
    case "GET", ["labels"]:
        print_answer(state["labels"])
    case "POST", ["labels"]:
        state["labels"].append(body)
        print_answer(body)
    case "GET", ["issues"]:
        print_answer([issue for issue in state["issues"] if query["labels"] in issue["labels"]])
    case "POST", ["issues"]:
        created = {"number": len(state["issues"]) + 1, "user": BOT, "state": "open", **body}
        state["issues"].append(created)
        print_answer(created)
    case "PATCH", ["issues", number]:
        changed = next(issue for issue in state["issues"] if issue["number"] == int(number))
        changed.update(body)
        print_answer(changed)
    case _:
        sys.exit(f"HTTP 404: {method} {address.path}")
