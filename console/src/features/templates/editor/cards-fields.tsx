/** The cards of a carousel. How they are built is decided once for all; what is in them, card by card. */
import { Button, Input, Select, Switch } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { TemplateComponent } from "@/api/types";
import { useLookUp, useMessages } from "@/i18n";
import {
  addCard,
  addCardButton,
  type Card,
  removeCardButton,
  withCardFormat,
  withCardTexts,
} from "../model/cards";
import { buttonsOf, partOf, withButtons, withPart } from "../model/draft";
import { CARD_BUTTONS, MOST, ROOM } from "../model/limits";
import { ButtonFields } from "./button-row";
import { Act, AddButton } from "./buttons-fields";
import { useField, useFindings } from "./findings";
import classes from "./editor.module.css";
import { messages } from "./messages";
import { SampleFile } from "./sample-file";
import { VariableText } from "./variable-text";

interface CardsFieldsProps {
  cards: Card[];
  named: boolean;
  onChange: (cards: Card[]) => void;
  onSample: (card: number, handle: string) => void;
}

export function CardsFields({ cards, named, onChange, onSample }: CardsFieldsProps) {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  const { error, "data-at": at, onBlur } = useField("cards");
  const first = cards[0]?.components ?? [];
  const buttons = buttonsOf(first);
  return (
    <div className={classes.stack}>
      <Select
        label={t("cards_header")}
        description={t("cards_alike")}
        value={(partOf(first, "HEADER")?.format ?? "IMAGE").toUpperCase()}
        data={[
          { value: "IMAGE", label: t("header_IMAGE") },
          { value: "VIDEO", label: t("header_VIDEO") },
        ]}
        allowDeselect={false}
        onChange={(next) => next && onChange(withCardFormat(cards, next))}
      />
      <Switch
        label={t("cards_text")}
        checked={partOf(first, "BODY") !== undefined}
        onChange={(event) => onChange(withCardTexts(cards, event.currentTarget.checked))}
      />
      <div className={classes.cardButtons}>
        {buttons.map((button, place) => (
          <span key={place}>
            {look(`kind_${button.type.toUpperCase()}`, button.type)}
            <Act
              label={t("cards_button_remove", { number: place + 1 })}
              icon={<IconTrash size={15} stroke={1.7} />}
              onClick={() => onChange(removeCardButton(cards, place))}
            />
          </span>
        ))}
        <AddButton
          kinds={CARD_BUTTONS}
          buttons={buttons}
          most={MOST.cardButtons}
          onAdd={(kind) => onChange(addCardButton(cards, kind))}
        />
      </div>
      <ol className={classes.rows}>
        {cards.map((card, place) => (
          <li key={place} className={classes.row}>
            <CardFields
              card={card}
              place={place}
              named={named}
              onSample={(handle) => onSample(place, handle)}
              onChange={(next) => onChange(cards.map((one, other) => (other === place ? next : one)))}
              onRemove={
                cards.length > 1 ? () => onChange(cards.filter((_, other) => other !== place)) : undefined
              }
            />
          </li>
        ))}
      </ol>
      <div>
        <Button
          data-at={at}
          onBlur={onBlur}
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          disabled={cards.length >= MOST.cards}
          onClick={() => onChange(addCard(cards))}
        >
          {t("add_card", { used: cards.length, limit: MOST.cards })}
        </Button>
        {error && (
          <Input.Error mt={6} role="alert">
            {error}
          </Input.Error>
        )}
      </div>
    </div>
  );
}

interface CardFieldsProps {
  card: Card;
  place: number;
  named: boolean;
  onChange: (card: Card) => void;
  onSample: (handle: string) => void;
  onRemove?: () => void;
}

function CardFields({ card, place, named, onChange, onSample, onRemove }: CardFieldsProps) {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  const path = `cards.${place}`;
  const whole = useFindings(path, `${path}.header`, `${path}.buttons`);
  const { components } = card;
  const header = partOf(components, "HEADER");
  const body = partOf(components, "BODY");
  const buttons = buttonsOf(components);
  const set = (type: string, part: TemplateComponent) =>
    onChange({ components: withPart(components, type, part) });
  return (
    <>
      <div className={classes.rowHead}>
        <strong>{t("card_head", { number: place + 1 })}</strong>
        {onRemove && (
          <Act
            label={t("card_remove", { number: place + 1 })}
            icon={<IconTrash size={16} stroke={1.7} />}
            onClick={onRemove}
          />
        )}
      </div>
      {whole.length > 0 && <Input.Error role="alert">{whole.join(" ")}</Input.Error>}
      {header && (
        <SampleFile
          key={header.format}
          format={(header.format ?? "IMAGE").toUpperCase()}
          path={`${path}.header.example`}
          handle={header.example?.header_handle?.[0] ?? ""}
          onChange={onSample}
        />
      )}
      {body && (
        <VariableText
          part={body}
          named={named}
          path={`${path}.body`}
          label={t("card_text")}
          room={ROOM.cardBody}
          rich
          onChange={(next) => set("BODY", next)}
        />
      )}
      {buttons.map((button, at) => (
        <fieldset key={at} className={classes.samples}>
          <legend>
            {t("button_head", {
              number: at + 1,
              kind: look(`kind_${button.type.toUpperCase()}`, button.type),
            })}
          </legend>
          <ButtonFields
            button={button}
            path={`${path}.buttons.${at}`}
            offer={false}
            onChange={(next) =>
              onChange({
                components: withButtons(
                  components,
                  buttons.map((one, other) => (other === at ? next : one)),
                ),
              })
            }
          />
        </fieldset>
      ))}
    </>
  );
}
