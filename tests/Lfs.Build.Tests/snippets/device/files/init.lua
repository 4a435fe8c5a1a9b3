print('starts')
