return 'b'
