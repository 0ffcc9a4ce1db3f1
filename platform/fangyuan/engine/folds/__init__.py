"""What each event does to a case, one function an event; `fangyuan.engine.folding` chooses among them."""
