local _ = "a string that only flash holds", "another one"
