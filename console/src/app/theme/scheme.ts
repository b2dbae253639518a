/** Light, dark or as the system: remembered under the key public/boot.js reads before the first paint. */
import { localStorageColorSchemeManager } from "@mantine/core";

export const schemeStore = localStorageColorSchemeManager({ key: "waloom.scheme" });
