-- What programs written for NTest require: a function that makes a suite. lfstest.lua has it.
return (...).NTest
