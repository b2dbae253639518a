import { defineMessages } from "@/i18n/catalogue";

export const messages = defineMessages({
  en: {
    not_allowed: "Your role ({role}) does not include this. An owner or admin can change it.",
    role_owner: "owner",
    role_admin: "admin",
    role_marketer: "marketer",
    role_agent: "agent",
    role_viewer: "viewer",
  },
  pt: {
    not_allowed: "Sua função ({role}) não inclui isto. Um proprietário ou administrador pode mudar.",
    role_owner: "proprietário",
    role_admin: "administrador",
    role_marketer: "marketing",
    role_agent: "atendente",
    role_viewer: "leitor",
  },
  es: {
    not_allowed: "Tu rol ({role}) no incluye esto. Un propietario o administrador puede cambiarlo.",
    role_owner: "propietario",
    role_admin: "administrador",
    role_marketer: "marketing",
    role_agent: "agente",
    role_viewer: "lector",
  },
});
