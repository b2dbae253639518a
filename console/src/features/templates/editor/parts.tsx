/** The parts of a template under each other, as its kind has them. */
import { Switch } from "@mantine/core";
import { CountedInput } from "@/components/counted";
import { Section } from "@/components/page";
import { useMessages } from "@/i18n";
import { buttonsOf, kindOf, partOf, withButtons, withSampleFile } from "../model/draft";
import { ROOM } from "../model/limits";
import { ButtonsFields } from "./buttons-fields";
import { CardsFields } from "./cards-fields";
import { CodeFields } from "./code-fields";
import classes from "./editor.module.css";
import { useField } from "./findings";
import { HeaderFields } from "./header-fields";
import { messages } from "./messages";
import type { DraftState } from "./use-draft";
import { VariableText } from "./variable-text";

export function Parts({ state }: { state: DraftState }) {
  const { draft, named, set, setPart } = state;
  const t = useMessages(messages);
  const { components } = draft;
  const kind = kindOf(draft);
  const body = partOf(components, "BODY") ?? { type: "BODY", text: "" };
  const cards = partOf(components, "CAROUSEL")?.cards;
  const sample = (card: number | null, handle: string) =>
    set((now) => ({ components: withSampleFile(now.components, card, handle) }));
  if (kind === "code") {
    return (
      <Section title={t("code")}>
        <div className={classes.pad}>
          <CodeFields components={components} setPart={setPart} />
        </div>
      </Section>
    );
  }
  return (
    <>
      <Section title={t("content")}>
        <div className={`${classes.pad} ${classes.stack}`}>
          {kind !== "carousel" && (
            <HeaderFields
              header={partOf(components, "HEADER")}
              named={named}
              marketing={draft.category === "MARKETING"}
              onChange={(header) => setPart("HEADER", header)}
              onSample={(handle) => sample(null, handle)}
            />
          )}
          {kind === "offer" && <OfferFields state={state} />}
          <VariableText
            part={body}
            named={named}
            path="body"
            label={t("body")}
            hint={t("body_hint")}
            room={kind === "offer" ? ROOM.offerBody : ROOM.body}
            rich
            onChange={(next) => setPart("BODY", next)}
          />
          {kind === "plain" && <FooterField state={state} />}
        </div>
      </Section>
      {kind === "carousel" ? (
        <Section title={t("cards")}>
          <div className={classes.pad}>
            <CardsFields
              cards={cards ?? []}
              named={named}
              onSample={sample}
              onChange={(next) => setPart("CAROUSEL", { type: "CAROUSEL", cards: next })}
            />
          </div>
        </Section>
      ) : (
        <Section title={t("buttons")}>
          <div className={classes.pad}>
            <ButtonsFields
              buttons={buttonsOf(components)}
              offer={kind === "offer"}
              onChange={(buttons) => set({ components: withButtons(components, buttons) })}
            />
          </div>
        </Section>
      )}
    </>
  );
}

function FooterField({ state: { draft, setPart } }: { state: DraftState }) {
  const t = useMessages(messages);
  const field = useField("footer.text", "footer");
  const text = partOf(draft.components, "FOOTER")?.text ?? "";
  return (
    <CountedInput
      {...field}
      label={t("footer")}
      hint={t("footer_hint")}
      limit={ROOM.footer}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setPart("FOOTER", next === "" ? null : { type: "FOOTER", text: next });
      }}
    />
  );
}

function OfferFields({ state: { draft, setPart } }: { state: DraftState }) {
  const t = useMessages(messages);
  const field = useField("offer.text", "offer");
  const offer = partOf(draft.components, "LIMITED_TIME_OFFER")?.limited_time_offer ?? { text: "" };
  const set = (change: Partial<typeof offer>) =>
    setPart("LIMITED_TIME_OFFER", {
      type: "LIMITED_TIME_OFFER",
      limited_time_offer: { ...offer, ...change },
    });
  return (
    <>
      <CountedInput
        {...field}
        label={t("offer")}
        hint={t("offer_hint")}
        limit={ROOM.offer}
        value={offer.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Switch
        label={t("offer_expires")}
        checked={offer.has_expiration === true}
        onChange={(event) => set({ has_expiration: event.currentTarget.checked })}
      />
    </>
  );
}
