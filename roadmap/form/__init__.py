"""Form: the contribution form's questions, its browser rules, its preview."""
