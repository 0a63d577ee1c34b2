"""Programs for those who work on the product: measuring, fonts, pictures."""
