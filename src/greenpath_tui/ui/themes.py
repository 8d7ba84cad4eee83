"""The four themes. Colour means status or lateness; the accent says where you are."""

from textual.theme import Theme

_NAMES = ("background", "surface", "panel", "foreground", "muted", "dim", "error", "warning",
          "success", "accent", "hairline")  # fmt: skip
_COLOURS = {
    "dark": ("#14161A", "#1C1F25", "#2A2F38", "#DDE2E9", "#9AA5B4", "#828D9C", "#FF7369",
             "#EDBB45", "#5CCB7F", "#8DB4E2", "#353C46"),
    "light": ("#FCFCFA", "#F1F3F5", "#E2E4E8", "#1B212B", "#4C5766", "#626D7C", "#B3201A",
              "#835400", "#14692F", "#1F5AA8", "#CDD3DB"),
    "colour-blind": ("#14161A", "#1C1F25", "#2A2F38", "#DDE2E9", "#9AA5B4", "#828D9C", "#FF7A2F",
                     "#FFF1A8", "#57A9F0", "#FFFFFF", "#353C46"),
    "mono": ("#121212", "#1C1C1C", "#303030", "#E4E4E4", "#A8A8A8", "#8C8C8C", "#FFFFFF",
             "#E4E4E4", "#A8A8A8", "#FFFFFF", "#3A3A3A"),
}  # fmt: skip


def theme_id(name: str) -> str:
    """The name a theme is registered under."""
    return f"greenpath-{name}"


def themes() -> list[Theme]:
    """Every theme, ready to be registered."""
    out = []
    for name, colours in _COLOURS.items():
        c = dict(zip(_NAMES, colours, strict=True))
        late = "bold underline" if name == "mono" else "bold"
        out.append(
            Theme(
                name=theme_id(name),
                dark=name != "light",
                primary=c["accent"],
                secondary=c["accent"],
                accent=c["accent"],
                foreground=c["foreground"],
                background=c["background"],
                surface=c["surface"],
                panel=c["panel"],
                error=c["error"],
                warning=c["warning"],
                success=c["success"],
                variables={
                    "ink-muted": c["muted"],
                    "ink-dim": c["dim"],
                    "hairline": c["hairline"],
                    "late-style": late,
                    "text-muted": c["muted"],
                    "text-disabled": c["dim"],
                    "border": c["dim"],
                    "border-blurred": c["hairline"],
                    "block-cursor-background": c["panel"],
                    "block-cursor-foreground": c["foreground"],
                    "block-cursor-text-style": "none",
                    "input-selection-background": c["panel"],
                    "input-cursor-background": c["foreground"],
                    "input-cursor-foreground": c["background"],
                },
            )
        )
    return out
