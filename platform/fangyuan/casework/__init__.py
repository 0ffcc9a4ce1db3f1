"""One function per act that an officer, an administrator or the clock performs; owns the transaction."""
