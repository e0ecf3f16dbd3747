import re

from lxml import etree

from odoo.tests import tagged

from ..common import ClubsCase

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
            for touch in (False, True):
                with self.subTest(model=name, touch=touch):
                    focused = self._focused(model, arch, touch)
                    self.assertNotIn(focused, ("date", "datetime"))

    def test_columns_counted_by_their_key_stand_in_the_order_of_odoo(self):
        leads = self.env["crm.lead"]
        stages = self.env["crm.stage"].create(
            [{"name": f"S{n}", "sequence": 40 - n} for n in range(4)]
        )
        for rank, stage in enumerate([*stages, stages.browse()]):
            leads |= leads.create(
                [{"name": "L", "stage_id": stage.id} for _n in range(rank + 1)]
            )
        mine = [("id", "in", leads.ids)]
        for words in ({}, {"limit": 2}, {"limit": 2, "offset": 1}, {"offset": 3}):
            with self.subTest(**words):
                ours, odoo = (
                    leads._read_group(
                        mine, ["stage_id"], ["__count"], order=order, **words
                    )
                    for order in ("stage_id", "stage_id ASC")
                )
                self.assertEqual(ours, odoo)

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

    def _focused(self, model, arch, touch):
        """Return the type of the field that takes the focus as a form opens.

        The one that says so; else the first that is typed into; else, as the form
        asks (``disable_autofocus``) and on a phone, whatever the Tab key reaches first.
        """
        tab = touch or arch.get("disable_autofocus")
        chosen = not touch and arch.xpath(".//field[@default_focus]")
        for node in chosen or arch.xpath(".//*[not(ancestor::field)]"):
            field = model._fields.get(node.get("name")) if node.tag == "field" else None
            if node.get("invisible") in ("1", "True"):
                continue
            if tab and (node.get("tabindex") == "0" or self._is_link(node, field)):
                return None
            skipped = () if tab else ("selection", "boolean", "one2many")
            if field and not node.get("readonly") and field.type not in skipped:
                return field.type
        return None

    def _is_link(self, node, field):
        opens = "no_open" not in (node.get("options") or "")
        return field and field.type == "many2one" and node.get("readonly") and opens
