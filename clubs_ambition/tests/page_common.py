"""A public page filled and sent as a browser does it, without one."""

from datetime import timedelta

from lxml import html

from ..utils import clock

UNTYPED = ("hidden", "checkbox", "submit")


class TypedPage:
    """A page, in every field of which something of its own is typed."""

    def __init__(self, text, env):
        self.tree = html.fromstring(
            text.encode(), parser=html.HTMLParser(encoding="utf-8")
        )
        self.typed = {}
        for at, control in enumerate(self._controls()):
            if control.tag == "textarea":
                control.text = self.typed[control] = f"Dix mots {at:03}"
            else:
                self.typed[control] = self._value(control.get("type"), at, env)
                control.set("value", self.typed[control])
        for choice in self.tree.iter("select"):
            choice.findall("option")[-1].set("selected", "selected")

    def _controls(self):
        typed = self.tree.xpath("//form//textarea | //form//input")
        return [one for one in typed if one.get("type", "text") not in UNTYPED]

    def _value(self, kind, at, env):
        day = clock.today(env.user) + timedelta(days=20 + at)
        return {"date": str(day), "time": f"10:{at:02}"}.get(kind, f"Mot-{at:03}")

    def buttons(self):
        """Return what the buttons of the page say, each once."""
        return [one.get("value") for one in self._buttons()]

    def _buttons(self):
        return [one for one in self.tree.iter("button") if one.get("name")]

    def sent(self):
        """Return what a browser sends of a page with one form."""
        (form,) = self.tree.iter("form")
        return dict(form.form_values())

    def sent_by(self, value):
        """Return what a browser sends when a button is pressed."""
        (form,) = self._button(value).iterancestors("form")
        return {**dict(form.form_values()), "action": value}

    def _button(self, value):
        return next(one for one in self._buttons() if one.get("value") == value)

    def of_button(self, value):
        """Return what was typed for a button: beside it, where it stands folded or not."""
        there = place(self._button(value))
        return {text for one, text in self.typed.items() if place(one) == there}


def place(control):
    """Return what a control is folded in, or the form or the section it stands in."""
    return next(control.iterancestors("details", "section", "form"))
