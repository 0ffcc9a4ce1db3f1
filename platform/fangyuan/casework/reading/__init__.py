"""Every read that a page or the API makes: frozen pictures with titles resolved, private values masked by right."""
