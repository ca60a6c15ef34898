"""GitHub issues that the weekly watch opens, updates and closes, one for each title; its labels."""

from roadmap.contributions.github import BOT_LOGIN, GitHub
from roadmap.problems import reports

ISSUE_LABEL = "veille"
# GitHub limits an issue to 65,536 characters, here counted in bytes to be sure.
MAX_ISSUE_BYTES = 60_000


def truncate_body(text: str) -> str:
    """Return the body of an issue, cut to what GitHub accepts."""
    return reports.truncate(text, MAX_ISSUE_BYTES, "Le reste se verra quand ceci sera réglé.")


def update_bot_issue(github: GitHub, title: str, body: str, *, is_settled: bool) -> str:
    """Open, update or close our issue with this title; return in French what was done."""
    issues = github.paginate(f"issues?labels={ISSUE_LABEL}&state=all&per_page=100")
    bot_issues = (issue for issue in issues if issue["user"]["login"] == BOT_LOGIN)
    existing = next((issue for issue in bot_issues if issue["title"] == title), None)
    if existing:
        state = "closed" if is_settled else "open"
        github.send("PATCH", f"issues/{existing['number']}", body=body, state=state)
        return f"« {title} » : ticket n° {existing['number']} {'fermé' if is_settled else 'mis à jour'}."
    if is_settled:
        return f"« {title} » : tout va bien, aucun ticket à ouvrir."
    opened = github.send("POST", "issues", title=title, body=body, labels=[ISSUE_LABEL])
    return f"« {title} » : ticket n° {opened['number']} ouvert."


def create_missing_label(github: GitHub, name: str, description: str) -> None:
    """Create a label that the repository does not have yet."""
    names = {label["name"].casefold() for label in github.paginate("labels?per_page=100")}
    if name.casefold() not in names:
        github.send("POST", "labels", name=name, description=description)
