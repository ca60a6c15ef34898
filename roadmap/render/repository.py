"""Links to the pages of a GitHub repository: edit, view or create a file."""

from dataclasses import dataclass
from urllib.parse import quote

from roadmap.project import Project


@dataclass(frozen=True)
class Repository:
    """A GitHub repository: its URL without a trailing `/`, and its default branch; false when unknown."""

    url: str
    branch: str

    @classmethod
    def of(cls, project: Project) -> "Repository":
        """Return the repository of a project."""
        return cls(project.repo_url.rstrip("/"), quote(project.repo_branch))

    def __bool__(self) -> bool:
        """Say whether the repository is known."""
        return bool(self.url)

    def edit_url(self, file: str) -> str:
        """Return the URL of the page that edits a file."""
        return f"{self.url}/edit/{self.branch}/{quote(file)}"

    def view_url(self, file: str) -> str:
        """Return the URL of the page that shows a file."""
        return f"{self.url}/blob/{self.branch}/{quote(file)}"

    def new_file_url(self, file: str) -> str:
        """Return the URL of the page that creates a file."""
        return f"{self.url}/new/{self.branch}?filename={quote(file, safe='')}"
