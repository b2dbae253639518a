/** The languages a template can be in, as Meta writes them (contract 7.2). */
const CODES =
  "af sq ar ar_AE ar_EG ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da prs_AF nl nl_BE " +
  "en en_AE en_AU en_CA en_GB en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_US en_ZA et fil fi fr " +
  "fr_BE fr_CA fr_CH fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv " +
  "lt mk ms ml mr nb ps_AF fa pl pt_BR pt_PT pa ro ru sr si_LK sk sl es es_AR es_CL es_CO es_CR es_DO es_EC " +
  "es_ES es_HN es_MX es_PA es_PE es_UY sw sv ta te th tr uk ur uz vi zu";

const USUAL: Record<string, string> = { en: "en_GB", pt: "pt_BR", es: "es" };

/** What a template is most likely written in: the reader's own language. */
export const usualLanguage = (reader: string) => USUAL[reader] ?? "en";

/** "en_GB" as "English (United Kingdom)" in the reader's language. */
export function languageName(code: string, reader: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: "language" }).of(code.replace("_", "-")) ?? code;
  } catch {
    return code;
  }
}

export function languageChoices(reader: string): { value: string; label: string }[] {
  return CODES.split(" ")
    .map((value) => ({ value, label: `${languageName(value, reader)} (${value})` }))
    .sort((a, b) => a.label.localeCompare(b.label, reader));
}
