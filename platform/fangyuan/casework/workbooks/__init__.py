"""What an administrator who knows only Excel may change of a pack, as a workbook and back."""
