"""Pure renderers: a view in, text out."""
