var module = Modules.ClassInherit();
using Dog dog = module.Dog("rex");
Print(dog.Speak(), "|", dog.Call(), "|", dog.Fetch(), "|", dog.Name); //> rex barks | come, rex | ball | rex
Animal animal = dog;
Print(animal.Speak(), "|", module.Hear(dog)); //> rex barks | rex barks
