"""The sandbox: a local stand-in for Meta's WhatsApp Cloud API, with a phone to play the customer."""
