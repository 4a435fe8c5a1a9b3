-- A module that keeps something in RAM: the main function is a plain script that returns a number.

COUNT = (COUNT or 0) + 1
return COUNT
