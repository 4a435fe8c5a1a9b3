using Account account = Modules.ClassSelf().New();
Print(account.Balance, account.Owner); //> 0 null
account.Owner = "ada";
Print(account.Deposit(5).Deposit(6).Balance, account.Owner); //> 11 ada
Print(account.Equals(account.Deposit(0)), account.GetHashCode() == account.Deposit(0).GetHashCode()); //> True True
