"""See ARCHITECTURE.md, Floors."""
