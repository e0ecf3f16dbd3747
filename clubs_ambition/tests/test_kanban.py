import re

from lxml import etree

from odoo.tests import tagged

from .common import ClubsCase

READ = re.compile(r"(?<![\w.])record\.(\w+)")
"""What a card reads of its record; ``record[name]`` is none of ours."""


@tagged("post_install", "-at_install")
class TestKanban(ClubsCase):
    """What the browser would only say by crashing."""

    def test_a_card_reads_what_its_view_declares(self):
        """In every kanban view of ours, what an inheriting one reads included."""
        data = self.env["ir.model.data"].search(
            [("module", "=", "clubs_ambition"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).exists()
        views = views.filtered(lambda view: view.type == "kanban")
        self.assertGreater(len(views), 20)
        for view in views:
            arch = self._arch(view)
            with self.subTest(view=view.xml_id):
                self.assertLessEqual(self._read(arch), self._declared(arch))

    def test_nobody_is_asked_a_day_before_anything_else(self):
        """A date that takes the focus opens its calendar over the dialog."""
        for name in self.env.registry:
            model = self.env[name]
            if not (name.startswith("club.") and model._transient):
                continue
            arch = etree.fromstring(
                model.get_views([(False, "form")])["views"]["form"]["arch"]
            )
            if arch.get("disable_autofocus"):
                continue
            with self.subTest(model=name):
                self.assertNotIn(self._first_typed(model, arch), ("date", "datetime"))

    def _arch(self, view):
        views = self.env[view.model].get_views([(view.id, "kanban")])["views"]
        return etree.fromstring(views["kanban"]["arch"])

    def _read(self, arch):
        return {
            name
            for node in arch.iter(etree.Element)
            for attribute, words in node.attrib.items()
            if attribute.startswith("t-")
            for name in READ.findall(words)
        }

    def _declared(self, arch):
        """Return the fields of the view itself, not of the lists within it."""
        return {node.get("name") for node in arch.iter("field")}

    def _first_typed(self, model, arch):
        """Return the type of the first field of a form that is typed into."""
        for node in arch.xpath(".//field[not(ancestor::field)]"):
            field = model._fields[node.get("name")]
            shown = not (node.get("invisible") in ("1", "True") or node.get("readonly"))
            if shown and field.type not in ("selection", "boolean", "one2many"):
                return field.type
        return None
