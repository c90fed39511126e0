"""Amazon's report files: all orders, seller feedback, returns. docs/systems/imports.md says what each can and cannot tell."""
