/** Cards of a carousel: Meta wants all of them built alike, so what is built is changed on all at once. */
import type { TemplateButton, TemplateComponent } from "@/api/types";
import { buttonsOf, partOf, withButtons, withPart } from "./draft";

export interface Card {
  components: TemplateComponent[];
}

export function emptyCard(): Card {
  return {
    components: [
      { type: "HEADER", format: "IMAGE" },
      { type: "BODY", text: "" },
      { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "" }] },
    ],
  };
}

/** One more card, built like the first. */
export function addCard(cards: readonly Card[]): Card[] {
  const first = cards[0];
  if (!first) return [emptyCard()];
  const components = first.components.map((part): TemplateComponent => {
    const type = part.type.toUpperCase();
    if (type === "HEADER") return { type, format: part.format ?? "IMAGE" };
    if (type === "BUTTONS") return { type, buttons: (part.buttons ?? []).map(bare) };
    return { type, text: "" };
  });
  return [...cards, { components }];
}

const bare = (button: TemplateButton): TemplateButton => ({ type: button.type, text: "" });

const onAll = (
  cards: readonly Card[],
  change: (components: TemplateComponent[]) => TemplateComponent[],
): Card[] => cards.map((card) => ({ components: change(card.components) }));

/** Another kind of header has another sample. */
export function withCardFormat(cards: readonly Card[], format: string): Card[] {
  return onAll(cards, (parts) => withPart(parts, "HEADER", { type: "HEADER", format }));
}

export function withCardTexts(cards: readonly Card[], wanted: boolean): Card[] {
  return onAll(cards, (parts) =>
    withPart(parts, "BODY", wanted ? (partOf(parts, "BODY") ?? { type: "BODY", text: "" }) : null),
  );
}

export function addCardButton(cards: readonly Card[], type: string): Card[] {
  return onAll(cards, (parts) => withButtons(parts, [...buttonsOf(parts), { type, text: "" }]));
}

export function removeCardButton(cards: readonly Card[], at: number): Card[] {
  return onAll(cards, (parts) =>
    withButtons(
      parts,
      buttonsOf(parts).filter((_, other) => other !== at),
    ),
  );
}
