/** What has led other servers out of a path, and into other hosts. */
export const tricks = [
  ...".. ../.. %2e%2e %2E%2E%2F %252e%252e ..%2f..%2fusers %5c..%5c \\..\\ //evil.example @evil.example".split(" "),
  ..."user:pass@evil.example #x %23x ?$expand=x %3f$expand=x &owner=a@b.co %0d%0aHost:%20evil.example".split(" "),
  "\r\nHost: evil.example",
  ..."%00 \u0000 ．． ․․ 。。 %ef%bc%8e [::ffff:169.254.169.254] http://169.254.169.254/latest me/drive".split(" "),
  ..."$value $batch microsoft.graph.x() users('a') %c0%ae%c0%ae % %zz %e4 ;x=1".split(" "),
  " ",
  "\t",
  ..."/ /./ *".split(" "),
  "",
];
