/** A place on the map: typed, pasted as a pair, or where the person is. */
import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Dialog } from "@/components/dialog";
import { useMessages } from "@/i18n";
import { number } from "../model/content";
import { messages } from "./dialog-messages";
import classes from "./dialogs.module.css";

export interface LocationRequest {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

interface LocationDialogProps {
  onClose: () => void;
  onSend: (location: LocationRequest) => void;
}

export default function LocationDialog({ onClose, onSend }: LocationDialogProps) {
  const t = useMessages(messages);
  const [place, setPlace] = useState({ latitude: "", longitude: "", name: "", address: "" });
  const [checked, setChecked] = useState(false);
  const [locating, setLocating] = useState<"no" | "yes" | "failed">("no");
  const latitude = inRange(place.latitude, 90);
  const longitude = inRange(place.longitude, 180);
  const set = (change: Partial<typeof place>) => setPlace((known) => ({ ...known, ...change }));
  const locate = () => {
    setLocating("yes");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating("no");
        set({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6) });
      },
      () => setLocating("failed"),
      { timeout: 10_000 },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (latitude === null || longitude === null) return;
    const name = place.name.trim();
    const address = place.address.trim();
    onSend({ latitude, longitude, ...(name && { name }), ...(address && { address }) });
  };
  return (
    <Dialog opened onClose={onClose} title={t("location_title")}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <div className={classes.pair}>
          <TextInput
            label={t("latitude")}
            value={place.latitude}
            inputMode="decimal"
            data-autofocus
            error={checked && latitude === null ? t("latitude_range") : undefined}
            onChange={(event) => {
              const pair = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(
                event.currentTarget.value,
              );
              set(pair ? { latitude: pair[1], longitude: pair[2] } : { latitude: event.currentTarget.value });
            }}
          />
          <TextInput
            label={t("longitude")}
            value={place.longitude}
            inputMode="decimal"
            error={checked && longitude === null ? t("longitude_range") : undefined}
            onChange={(event) => set({ longitude: event.currentTarget.value })}
          />
        </div>
        <p className={classes.hint}>{t("paste_hint")}</p>
        {"geolocation" in navigator && (
          <Button variant="default" loading={locating === "yes"} onClick={locate}>
            {t("use_mine")}
          </Button>
        )}
        {locating === "failed" && (
          <p className={classes.error} role="alert">
            {t("not_located")}
          </p>
        )}
        <TextInput
          label={t("place_name")}
          value={place.name}
          maxLength={200}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("address")}
          value={place.address}
          maxLength={300}
          onChange={(event) => set({ address: event.currentTarget.value })}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit">{t("send")}</Button>
        </Group>
      </form>
    </Dialog>
  );
}

function inRange(typed: string, limit: number): number | null {
  const value = number(typed.replace(",", "."));
  return value !== null && Math.abs(value) <= limit ? value : null;
}
