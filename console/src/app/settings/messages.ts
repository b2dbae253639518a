import { defineMessages } from "@/i18n/catalogue";

export const messages = defineMessages({
  en: {
    title: "Settings",
    sections: "Settings",
    connection: "Numbers & connection",
    members: "Members",
    tags: "Tags",
    replies: "Canned replies",
    profile: "Profile",
  },
  pt: {
    title: "Configurações",
    sections: "Configurações",
    connection: "Números e conexão",
    members: "Membros",
    tags: "Etiquetas",
    replies: "Respostas prontas",
    profile: "Perfil",
  },
  es: {
    title: "Ajustes",
    sections: "Ajustes",
    connection: "Números y conexión",
    members: "Miembros",
    tags: "Etiquetas",
    replies: "Respuestas rápidas",
    profile: "Perfil",
  },
});
