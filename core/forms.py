from django.forms.renderers import TemplatesSetting


class ShopRenderer(TemplatesSetting):
    form_template_name = "core/_form.html"
    field_template_name = "core/_field.html"
