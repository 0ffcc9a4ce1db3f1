"""HTTP and HTML only: staff pages, studio, public portal and JSON API."""
