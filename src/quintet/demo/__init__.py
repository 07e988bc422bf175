"""A company that sells, invented: what a demo workspace shows. All of it is made by our services, week by week."""
