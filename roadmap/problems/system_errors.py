"""French sentences for what the system refuses: a disk, a right, memory, one more process."""

import errno

_REASONS = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la part du disque qui vous revient est pleine",
    errno.EROFS: "le disque ne peut être que lu",
    errno.EACCES: "le droit d'y accéder manque",
    errno.EPERM: "le droit d'y accéder manque",
    errno.ENOENT: "il n'existe pas",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un dossier était attendu",
    errno.EIO: "le disque est abîmé",
    errno.EMFILE: "trop de fichiers sont ouverts ; réessayez dans un instant",
    errno.EAGAIN: "la machine ne peut pas lancer un programme de plus ; réessayez dans un instant",
    errno.ENOMEM: "la mémoire manque ; fermez d'autres programmes, puis réessayez",
}


def explain_system_error(error: OSError) -> str:
    """Return why the system refused, as the end of a sentence; in its own words when the cause is rare."""
    return _REASONS.get(error.errno) or error.strerror or str(error)


def format_system_error(error: OSError) -> str:
    """Return a sentence about what the system refused, with the file if there is one."""
    subject = f"« {error.filename} »" if error.filename else "Le système refuse"
    return f"{subject} : {explain_system_error(error)}."
