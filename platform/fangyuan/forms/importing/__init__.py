"""Forms of other tools become forms of a pack: JSON Schema with rjsf's uiSchema or with JSON Forms' UI schema."""
