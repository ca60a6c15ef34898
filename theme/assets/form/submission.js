/* The ways out of the form: GitHub, e-mail, a file. */

const MOST_URL = 8000; /* GitHub answers 414 to an address a little longer. */
const MOST_MAILTO = 2000; /* Outlook cuts an address a little longer. */

/** Return the address that opens GitHub on the proposal, and whether its text must be pasted there. */
export function githubAddress(repository, file, text, isNew) {
  const inFolder = file.lastIndexOf("/");
  if (!isNew) return { url: `${repository}/edit/main/${file}`, mustPaste: true };
  const page = `${repository}/new/main/${file.slice(0, inFolder)}?filename=${encodeURIComponent(file.slice(inFolder + 1))}`;
  const filled = `${page}&value=${encodeURIComponent(text)}`;
  return filled.length <= MOST_URL ? { url: filled, mustPaste: false } : { url: page, mustPaste: true };
}

/** Return the address that opens an e-mail holding the text, and whether the text was too long for it. */
export function mailAddress(mailbox, subject, text, file) {
  const body = `Bonjour,\n\nJe propose le fichier ${file}, que voici :\n\n${text}`;
  const short = `Bonjour,\n\nJe propose le fichier ${file}, en pièce jointe.\n`;
  const address = (content) =>
    `mailto:${mailbox}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(content.replace(/\n/g, "\r\n"))}`;
  const whole = address(body);
  return whole.length <= MOST_MAILTO ? { url: whole, mustAttach: false } : { url: address(short), mustAttach: true };
}

/** Give the reader a file to keep. */
export function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Copy a text; tell whether the browser allowed it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (refused) {
    return false;
  }
}
