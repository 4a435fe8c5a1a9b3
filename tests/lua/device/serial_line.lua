-- device-only
print(uart.setup(0, 115200, 8, uart.PARITY_NONE, uart.STOPBITS_1, 0), uart.getconfig(0))  --> 115200	115200	8	0	1
uart.write(0, "bytes", 32, 111, "k\n")  --> bytes ok
print(uart.on("data"), uart.alt(0), uart.fifodepth(0, uart.DIR_RX))  --> nil	nil	0
