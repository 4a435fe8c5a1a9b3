return 'a'
