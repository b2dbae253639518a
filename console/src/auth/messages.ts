import { defineMessages } from "@/i18n/catalogue";

export const messages = defineMessages({
  en: {
    not_allowed: "Your role ({role}) does not include this. An owner or admin can change it.",
    role_owner: "owner",
    role_admin: "admin",
    role_marketer: "marketer",
    role_agent: "agent",
    role_viewer: "viewer",
    numbers_hidden: "Phone numbers are hidden from you. An owner or admin can change it.",
  },
  pt: {
    not_allowed: "Sua função ({role}) não inclui isto. Um proprietário ou administrador pode mudar.",
    role_owner: "proprietário",
    role_admin: "administrador",
    role_marketer: "marketing",
    role_agent: "atendente",
    role_viewer: "leitor",
    numbers_hidden:
      "Os números de telefone estão ocultos para você. Um proprietário ou administrador pode mudar.",
  },
  es: {
    not_allowed: "Tu rol ({role}) no incluye esto. Un propietario o administrador puede cambiarlo.",
    role_owner: "propietario",
    role_admin: "administrador",
    role_marketer: "marketing",
    role_agent: "agente",
    role_viewer: "lector",
    numbers_hidden:
      "Los números de teléfono están ocultos para ti. Un propietario o administrador puede cambiarlo.",
  },
});
