"""Where unpaid work is done: the supervisor's sheet, on a phone with bad signal."""
