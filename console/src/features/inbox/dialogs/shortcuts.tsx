/** Every key of the inbox, and the switch for the single ones. */
import { Kbd, Switch } from "@mantine/core";
import { Fragment, useState } from "react";
import { Dialog } from "@/components/dialog";
import { useMessages } from "@/i18n";
import { remember, remembered } from "../model/store";
import { SINGLE_KEYS } from "../use-keys";
import { messages } from "./messages";
import classes from "./dialogs.module.css";

const MAC = /mac|iphone|ipad/i.test(navigator.platform);
const COMMAND = MAC ? "⌘" : "Ctrl";

const GROUPS = {
  group_list: [
    ["step", ["J", "K"]],
    ["open", ["Enter"]],
    ["back", ["Esc"]],
    ["search", ["/"]],
    ["palette", [`${COMMAND} K`]],
  ],
  group_thread: [
    ["reply", ["R"]],
    ["note", ["N"]],
    ["resolve", ["E"]],
    ["assign", ["A"]],
    ["panel", ["I"]],
    ["help", ["?"]],
  ],
  group_write: [
    ["send", ["Enter"]],
    ["line", ["Shift Enter"]],
    ["canned", ["/"]],
    ["mention", ["@"]],
  ],
} as const;

export default function Shortcuts({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const [single, setSingle] = useState(() => remembered(SINGLE_KEYS) !== "off");
  return (
    <Dialog opened onClose={onClose} title={t("shortcuts_title")} size="lg">
      <div className={classes.groups}>
        {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((group) => (
          <section key={group}>
            <h3>{t(group)}</h3>
            <dl>
              {GROUPS[group].map(([key, keys]) => (
                <div key={key}>
                  <dt>{t(key)}</dt>
                  <dd>
                    {keys.map((one, at) => (
                      <Fragment key={one}>
                        {at > 0 && <span> {t("or")} </span>}
                        <Kbd>{one}</Kbd>
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="md"
        label={t("single_keys")}
        description={t("single_keys_hint")}
        checked={single}
        onChange={(event) => {
          setSingle(event.currentTarget.checked);
          remember(SINGLE_KEYS, event.currentTarget.checked ? "on" : "off");
        }}
      />
    </Dialog>
  );
}
