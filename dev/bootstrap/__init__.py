"""A real Odoo 19 and PostgreSQL on a bare machine; nothing of the product."""
