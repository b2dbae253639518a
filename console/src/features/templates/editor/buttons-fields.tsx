/** The buttons of a template: added from a menu, moved, taken away. */
import { ActionIcon, Button, Input, Menu, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import type { TemplateButton } from "@/api/types";
import { announce } from "@/components/announce";
import { useLookUp, useMessages } from "@/i18n";
import { BUTTONS, type ButtonKind, MOST, WORDLESS } from "../model/limits";
import { ButtonFields } from "./button-row";
import { useField } from "./findings";
import classes from "./editor.module.css";
import { messages } from "./messages";

interface ButtonsFieldsProps {
  buttons: TemplateButton[];
  offer: boolean;
  onChange: (buttons: TemplateButton[]) => void;
}

export function ButtonsFields({ buttons, offer, onChange }: ButtonsFieldsProps) {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  const { error, "data-at": at, onBlur } = useField("buttons");
  const list = useRef<HTMLOListElement>(null);
  const name = (button: TemplateButton) => look(`kind_${button.type.toUpperCase()}`, button.type);
  const move = (from: number, by: number) => {
    const next = [...buttons];
    const [one] = next.splice(from, 1);
    if (!one) return;
    next.splice(from + by, 0, one);
    onChange(next);
    announce(t("button_moved", { name: name(one), place: from + by + 1 }));
  };
  return (
    <div>
      {buttons.length > 0 && (
        <ol className={classes.rows} ref={list}>
          {buttons.map((button, place) => (
            <li key={place} className={classes.row}>
              <div className={classes.rowHead}>
                <strong>{t("button_head", { number: place + 1, kind: name(button) })}</strong>
                <span className={classes.acts}>
                  <Act
                    label={t("button_up", { number: place + 1 })}
                    off={place === 0}
                    icon={<IconArrowUp size={16} stroke={1.7} />}
                    onClick={() => move(place, -1)}
                  />
                  <Act
                    label={t("button_down", { number: place + 1 })}
                    off={place === buttons.length - 1}
                    icon={<IconArrowDown size={16} stroke={1.7} />}
                    onClick={() => move(place, 1)}
                  />
                  <Act
                    label={t("button_remove", { number: place + 1 })}
                    icon={<IconTrash size={16} stroke={1.7} />}
                    onClick={() => onChange(buttons.filter((_, other) => other !== place))}
                  />
                </span>
              </div>
              <ButtonFields
                button={button}
                path={`buttons.${place}`}
                offer={offer}
                onChange={(next) => onChange(buttons.map((one, other) => (other === place ? next : one)))}
              />
            </li>
          ))}
        </ol>
      )}
      <AddButton
        kinds={Object.keys(BUTTONS) as ButtonKind[]}
        buttons={buttons}
        most={MOST.buttons}
        controlProps={{ "data-at": at, onBlur }}
        onAdd={(type) => {
          onChange([...buttons, { type, ...(WORDLESS.has(type) ? {} : { text: "" }) }]);
          // After the menu has given its focus back.
          setTimeout(() => {
            const fields = list.current?.lastElementChild?.querySelectorAll("input");
            fields?.item(0).focus();
          }, 100);
        }}
      />
      {error && (
        <Input.Error mt={6} role="alert">
          {error}
        </Input.Error>
      )}
    </div>
  );
}

interface ActProps {
  label: string;
  off?: boolean;
  icon: ReactNode;
  onClick: () => void;
}

export function Act({ label, off, icon, onClick }: ActProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon size="md" aria-label={label} disabled={off} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

interface AddButtonProps {
  kinds: readonly ButtonKind[];
  buttons: readonly TemplateButton[];
  most: number;
  controlProps?: { "data-at": string; onBlur: () => void };
  onAdd: (kind: ButtonKind) => void;
}

/** Kinds that are used up stay in the menu, with how many there are. */
export function AddButton({ kinds, buttons, most, controlProps, onAdd }: AddButtonProps) {
  const t = useMessages(messages);
  const used = (kind: ButtonKind) => buttons.filter((one) => one.type.toUpperCase() === kind).length;
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          {...controlProps}
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} />}
          disabled={buttons.length >= most}
        >
          {t("add_button", { used: buttons.length, limit: most })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item
            key={kind}
            disabled={used(kind) >= Math.min(BUTTONS[kind], most)}
            onClick={() => onAdd(kind)}
            rightSection={
              <span className={classes.used}>{`${used(kind)}/${Math.min(BUTTONS[kind], most)}`}</span>
            }
          >
            {t(`kind_${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
