"""The door: unlock a store of this computer, or set up a new one."""
