"""Speed, measured against the budgets. `make bench` prints `name value unit budget ok|over`."""
