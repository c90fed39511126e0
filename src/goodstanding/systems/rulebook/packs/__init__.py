"""Rule packs shipped with the product: one folder a pack, one YAML file a section, each checked by schemas/<section>.json."""
