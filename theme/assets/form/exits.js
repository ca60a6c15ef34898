/* The exits of the form: an e-mail, the clipboard, a file, a ticket or a pull request; loaded at the first of them. */

import { writeAnswers } from "./changes.js";
import { buildGithubUrl, buildMailto, buildTicketUrl, copyText, downloadFile, writeMessage } from "./submission.js";

const COPIED = "Votre texte est copié.";
const NOT_COPIED = "La copie a été refusée par le navigateur : téléchargez le fichier.";
const SIGN_IN = "GitHub s'ouvre dans un autre onglet : connectez-vous d'abord, s'il le demande.";

function showStatus(...texts) {
  document.getElementById("sortie-etat").replaceChildren(...texts.map((text) =>
    Object.assign(document.createElement("p"), { textContent: text })));
}

function filePath({ isAction, state }) {
  return isAction ? `data/actions/${state.name}.yaml` : "data/calendar.yaml";
}

/** Say what the message begins with, what its file is, its subject, and what to do with the text on GitHub. */
function describe({ isAction, isChange, state }) {
  const { titre: title } = state.value;
  if (isAction && isChange) {
    return {
      intro: `Je propose de modifier l'action « ${title} » :`,
      file: `Le fichier ${filePath({ isAction, state })} :`,
      subject: `Modifier l'action : ${title}`,
      pasting: "Remplacez tout le texte du fichier par le vôtre, puis suivez « Commit changes ».",
    };
  }
  if (isAction) {
    return {
      intro: "Je propose une action :",
      file: `Le fichier ${filePath({ isAction, state })} :`,
      subject: `Proposition d'action : ${title}`,
      pasting: "Votre texte est trop long pour être écrit d'avance : collez-le, puis suivez « Propose changes ».",
    };
  }
  if (isChange) {
    return {
      intro: `Je propose de modifier la réunion « ${title} » :`,
      file: `Le bloc entier de cette réunion. Dans data/calendar.yaml, il remplace celui qui commence par « - id: ${state.name} » :`,
      subject: `Modifier la réunion : ${title}`,
      pasting: `Remplacez, dans le fichier, le bloc qui commence par « - id: ${state.name} » par le vôtre, puis suivez « Commit changes ».`,
    };
  }
  return {
    intro: "J'annonce une réunion :",
    file: "Les lignes à ajouter à la fin de data/calendar.yaml :",
    subject: `Annonce d'une réunion : ${title}`,
    pasting: "Collez vos lignes tout en bas du fichier, puis suivez « Commit changes ».",
  };
}

/** Return what the message of a proposal holds. */
function buildProposal(context) {
  const { form, original, state, link, note } = context;
  const { intro, file } = describe(context);
  const lines = [...writeAnswers(form, original, state.value), ...(note ? ["", note] : [])];
  return { intro, lines, link, file, text: state.text };
}

/** @param {ExitContext} context */
export async function sendToGithub(context) {
  const { repository, branch, isAction, isChange, state } = context;
  const { url, mustPaste } = buildGithubUrl(repository, branch, filePath(context), state.text, isAction && !isChange);
  /* A sign-in may lose the address: copy first. */
  const isCopied = await copyText(state.text);
  showStatus(
    isCopied ? COPIED : "La copie a été refusée par le navigateur : sélectionnez le texte ci-dessus et copiez-le.",
    SIGN_IN,
    mustPaste ? describe(context).pasting : "Le fichier y est déjà rempli (sinon, collez). Suivez « Propose changes », puis « Create pull request ».",
  );
  window.open(url, "_blank", "noopener");
}

/** @param {ExitContext} context */
export async function openTicket(context) {
  const message = writeMessage(buildProposal(context));
  const { url, mustPaste } = buildTicketUrl(context.repository, describe(context).subject, message);
  const isCopied = await copyText(message);
  showStatus(
    isCopied ? COPIED : NOT_COPIED,
    SIGN_IN,
    mustPaste ? "Collez votre texte dans le ticket, puis suivez « Create » (créer)." : "Le ticket est déjà rempli (sinon, collez) : suivez « Create » (créer).",
  );
  window.open(url, "_blank", "noopener");
}

/** @param {ExitContext} context */
export async function sendByMail(context) {
  const proposal = buildProposal(context);
  const { url, mustPaste } = buildMailto(context.mailbox, describe(context).subject, proposal);
  if (mustPaste) {
    saveFile(context);
    const isCopied = await copyText(writeMessage(proposal));
    showStatus(isCopied
      ? "Le texte est trop long pour être écrit d'avance : il est copié, collez-le dans le courriel qui s'ouvre. Le fichier est aussi téléchargé."
      : "Le texte est trop long pour être écrit d'avance : le fichier vient d'être téléchargé, joignez-le au courriel qui s'ouvre.");
  } else {
    showStatus("Votre messagerie s'ouvre. Si rien ne se passe, copiez le texte et collez-le dans un courriel.", `Adresse : ${context.mailbox}`);
  }
  location.href = url;
}

/** @param {ExitContext} context */
export async function copyMessage(context) {
  const isCopied = await copyText(writeMessage(buildProposal(context)));
  showStatus(isCopied ? "Le texte est copié : collez-le dans un courriel." : NOT_COPIED);
}

/** @param {ExitContext} context */
export function saveFile({ isAction, state }) {
  downloadFile(isAction ? `${state.name}.yaml` : `${state.name}-reunion.yaml`, state.text);
  showStatus("Le fichier est téléchargé.");
}
