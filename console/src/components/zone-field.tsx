/** A time zone, searched by typing; the list is the browser's own. */
import { Select, type SelectProps } from "@mantine/core";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

/** Where this browser is, or UTC when it does not say. */
export function guessedZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** People type "sao paulo", not "Sao_Paulo". */
function zones(chosen: string | null | undefined): { value: string; label: string }[] {
  const known = [...new Set([chosen ?? "UTC", "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return known.map((value) => ({ value, label: value.replaceAll("_", " ") }));
}

export function ZoneField(props: Omit<SelectProps, "data">) {
  const t = useMessages(messages);
  return (
    <Select
      label={t("zone")}
      searchable
      allowDeselect={false}
      limit={60}
      maxDropdownHeight={260}
      nothingFoundMessage={t("zone_nothing")}
      {...props}
      data={zones(props.value)}
    />
  );
}
