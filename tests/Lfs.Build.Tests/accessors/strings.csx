var strings = Modules.Strings();
Print(strings.Reverse("abc"), strings.Label("a"), strings.Label("a", "b")); //> cba a:none a:b
Print(strings.Size("größe"), strings.Size(new byte[] { 0, 255 })); //> 7 2
