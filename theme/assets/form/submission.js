/* Submission of the form: GitHub, e-mail, a downloaded file, the clipboard. */

/* GitHub answers 414 to a longer address, which its login page encodes once more. */
const MAX_URL_LENGTH = 8000;
const MAX_MAILTO_LENGTH = 2000; /* Outlook cuts an address a little longer. */

/**
 * Build the address that opens GitHub on a new file or on the file to edit; `mustPaste` when it cannot hold the text.
 * @param {string} repository
 * @param {string} branch
 * @param {string} file
 * @param {string} text
 * @param {boolean} isNew
 * @returns {{ url: string, mustPaste: boolean }}
 */
export function buildGithubUrl(repository, branch, file, text, isNew) {
  if (!isNew) return { url: `${repository}/edit/${branch}/${file}`, mustPaste: true };
  const page = `${repository}/new/${branch}?filename=${encodeURIComponent(file)}`;
  const url = `${page}&value=${encodeURIComponent(text)}`;
  return encodeURIComponent(url).length <= MAX_URL_LENGTH ? { url, mustPaste: false } : { url: page, mustPaste: true };
}

/**
 * Build the address that opens a ticket holding a message; `mustPaste` when it cannot hold it.
 * @param {string} repository
 * @param {string} title
 * @param {string} message
 * @returns {{ url: string, mustPaste: boolean }}
 */
export function buildTicketUrl(repository, title, message) {
  const page = `${repository}/issues/new?template=envoyer-le-formulaire-du-site.yml&title=${encodeURIComponent(title)}`;
  const url = `${page}&fiche=${encodeURIComponent(message)}`;
  return encodeURIComponent(url).length <= MAX_URL_LENGTH ? { url, mustPaste: false } : { url: page, mustPaste: true };
}

/**
 * Write the message of a proposal: the answers in French, the link that opens them, then the file whole.
 * @param {Proposal} proposal
 * @returns {string}
 */
export function writeMessage({ intro, lines, link, file, text }) {
  return [...startMessage(intro, lines, link), "", file, "", text].join("\n");
}

function startMessage(intro, lines, link) {
  const follow = link ? ["", "Pour la voir et la proposer en un clic :", link] : [];
  return ["Bonjour,", "", intro, "", ...lines, ...follow];
}

/**
 * Build the address that opens an e-mail with as much of a proposal as Outlook takes: all of it, else without the file,
 * else its link alone; `mustPaste` when even the link is too long.
 * @param {string} mailbox
 * @param {string} subject
 * @param {Proposal} proposal
 * @returns {{ url: string, mustPaste: boolean }}
 */
export function buildMailto(mailbox, subject, proposal) {
  const { intro, lines, link } = proposal;
  const bodies = [writeMessage(proposal)];
  if (link) bodies.push(startMessage(intro, lines, link).join("\n"), startMessage(intro, [], link).join("\n"));
  /* The browser encodes the apostrophe too: it counts. */
  const encode = (words) => encodeURIComponent(words).replace(/'/g, "%27");
  const build = (content) => `mailto:${mailbox}?subject=${encode(subject)}&body=${encode(content.replace(/\n/g, "\r\n"))}`;
  const url = bodies.map(build).find((address) => address.length <= MAX_MAILTO_LENGTH);
  return url ? { url, mustPaste: false } : { url: build(`Bonjour,\n\n${intro}\n\n`), mustPaste: true };
}

/**
 * Download a text as a file.
 * @param {string} name
 * @param {string} text
 * @param {string} [type]
 */
export function downloadFile(name, text, type = "application/yaml") {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/**
 * Copy a text to the clipboard; return whether the browser allowed it.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
